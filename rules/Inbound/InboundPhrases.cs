using System.Text.RegularExpressions;

namespace BalanceNotifications.Inbound;

/// <summary>
/// The phrases that take consent back or say that the number is somebody else's, in English and a little Spanish. Read in
/// what <see cref="InboundWords"/> normalises: small letters, no accents, single blanks. Pure.
/// </summary>
internal static partial class InboundPhrases
{
    // No word: nothing matches across it.
    private const string Gap = "|";

    /// <summary>
    /// Innocent phrases are taken out and the rest is read: one of them beside a revocation must not cancel it.
    /// </summary>
    /// <param name="sentences">In their order; what is innocent is looked for within one, a revocation across them.</param>
    public static bool Revokes(IEnumerable<string> sentences) =>
        Revocation().IsMatch(string.Join(' ', sentences.Select(sentence => Innocent().Replace(sentence, Gap))));

    public static bool SaysWrongNumber(IEnumerable<string> sentences) =>
        WrongNumber().IsMatch(string.Join(' ', sentences.Select(sentence => OtherNumber().Replace(sentence, Gap))));

    [GeneratedRegex("""
        \b(stop|quit|cease)\ (\w+\ ){0,2}(text|messag|msg|sms|send|contact|bother|harass|spam|notif|remind|alert|communicat|robocall|calling|calls\b|phoning|ringing|dialing)\w*
        | \b(stop|quit)\ (to\ )?call\b
        | \b(stop|quit|cease)\ \w+ing(\ \w+){0,3}\ (and|or)\ (text|messag|contact|bother|harass|spam|call|phon)\w*ing\b
        | \b(if|unless|until)\ (you|u|yall|they)\ (guys\ )?((do\ not|dont|cant|cannot|wont|will\ not)\ )?(\w+\ )?stop\b(?!\ (\w+ing|the|my|our|a)\b)
        | \b(asked|told|want|need)\ you\ (guys\ |people\ |all\ )?to\ stop\b(?!\ (\w+ing|the|my|our|a)\b)
        | \b(do\ not|dont|never)\ (ever\ |please\ |keep\ |again\ ){0,2}(text|txt|messag|msg|sms|contact|bother|remind|spam)\w*
        | \b(do\ not|dont|never)\ (ever\ |please\ |keep\ |again\ ){0,2}(call|phone|ring|dial)(s|ing)?\b
        | \b(do\ not|dont|never)\ (ever\ |please\ |keep\ ){0,2}send\w*\ (me\ |us\ |this\ number\ |any\ |more\ |these\ |those\ |your\ |anything\ ?){1,3}(text|txt|messag|msg|sms|reminder|notif|alert)?
        | \b(do\ not|dont|no\ longer|didnt|not)\ (want|wish|like|consent|agree)\ (to\ |any\ |your\ |these\ |those\ |the\ |more\ |get\ |getting\ |receive\ |receiving\ |be\ |being\ |phone\ |automated\ ){0,5}(text|txt|messag|msg|sms|reminder|notif|alert|contacted|robocall|calls\b|called\b)\w*
        | \b(do\ not|dont|no\ longer|not)\ (want|wish|like)\ (you|u|anyone|anybody|them)\ (guys\ |people\ |to\ |ever\ ){0,2}(text|txt|messag|call|phon|ring|contact|bother)\w*
        | \b(never|did\ not|didnt|do\ not|dont|have\ not|havent)\ (\w+\ ){0,2}opt(ed|ing)?\ ?in(to)?\b
        | \b(never|did\ not|didnt)\ (agree|agreed|consent|consented|sign\ up|signed\ up)\ (to|for)\ (\w+\ ){0,3}(text|txt|messag|sms|reminder|notif|alert|contacted|calls|called)\w*
        | \bno\ (mas|more)\ (phone\ |automated\ )?(text|txt|messag|msg|sms|reminder|notif|alert|robocall|call|mensaj|texto|llamad)\w*
        | \bno\ (phone\ )?calls\ (please|pls|anymore|thank)\w*
        | \bopt(ing|ed)?\ ?(me\ |us\ |my\ number\ |this\ number\ |my\ phone\ )?out\b
        | \bunsub(scribe)?\b
        | \b(remove|delete|erase)\ (me|my|this|us|our)\b
        | \btake\ (me|my|this|us)\ (\w+\ ){0,3}off\b
        | \b(revok|withdraw|rescind)\w*\ (\w+\ ){0,2}(consent|permission|authorization)\b
        | \bi\ revoke\b
        | \b(leave|let)\ me\ alone\b
        | \blose\ (my|this)\ number\b
        | \bcease\ and\ desist\b
        | \bno\ (me\ )?(envi|mand|escrib|text|contact|molest)\w*
        | \bno\ (me\ |nos\ )?(llam(e|en|es|ar|arme)|marquen?)\b
        | \bno\ (me\ |nos\ )?vuelv(a|an|as)\ a\ (llam|envi|mand|escrib|text|contact|molest|marc)\w*
        | \b(dej(e|en|a|an|ar|es|as|enme|eme|ame)|par(e|en|a|an|ar|es)|ces(e|en|ar))\ (ya\ )?de\ (llam|envi|mand|escrib|text|contact|molest|marc|acos)\w*
        | \bdej(en|e|a)me\ en\ paz\b
        | \bno\ (quiero|deseo)\ (\w+\ ){0,3}(mensaj\w*|textos?|recordatorio\w*|llamadas?|(llam|envi|mand|escrib|contact|molest)(e|en|es))\b
        | \b(quit|borr|elimin|sa(c|qu)|retir)(a|e|en|ar)(me|nos)\b
        | \b(quit|borr|elimin|sa(c|qu)|retir)\w+\ (mi|este)\ (numero|telefono|celular|nombre)\b
        | \bd(ar|en|e|a)(me)?\ de\ baja\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Revocation();

    // Wants them to go on, or speaks of something else. "You don't stop" and "if you don't stop" are complaints, and a page
    // that would not opt somebody out is one too.
    [GeneratedRegex("""
        (?<!\b(you|u|yall|they|it|this|these|those|that|texts|messages|calls|guys|people|clinic|office)\ ((just|still|really|simply|clearly|also|will|would)\ )?)
            \b(do\ not|dont|never|wont)\ (ever\ )?(stop|quit|cease|unsub\w*|remove|opt\ (me|us)\ out)\b
        | (?<!\b(you|u|yall|they|it|this|that|clinic|office)\ )
            \b(do\ not|dont|did\ not|didnt|never|have\ not|havent|will\ not|wont|am\ not|im\ not)\ ((want|wish|like|mean|intend|trying|going)\ to\ )?(be\ )?(unsub\w*|opt(ed|ing)?\ ?out)\b(?!\ (me|us|my|this)\b)
        | \bno\ (me\ |nos\ )?(dej|par|ces)(e|en|es)\ de\ \w+ (?<!\bsi\ no\ (me\ |nos\ )?\w+\ de\ \w+)
        | \b(stop|quit)\ (by|in|at(?!\ once)|over(?!\ and)|payment|paying|charging|working|smoking)\b(?!(\ \w+){0,3}\ (and|or)\ (text|messag|contact|bother|harass|spam|call|phon)\w*ing\b)
        | \b(stop|quit)\ (taking|accepting|answering)(\ \w+)?\ calls\b
        | \b(bus|train|next)\ stop\b
        | (?<!\b(told|asked|warned)\ )\byou\ (still\ |just\ )?(do\ not|dont|never)\ (call|phone|ring|text|messag|contact)\w*\ (\w+\ ){0,2}back\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Innocent();

    [GeneratedRegex("""
        \bwrong\ (phone\ )?(number|person|phone|guy|lady|man|woman|cell)\b
        | \b(nobody|no\ one|noone)\ (here\ )?(by|with|named|called)\b
        | \bdont\ know\ (anyone|anybody|any|an|a)\ \w+\ (by|with|named|called)\b
        | \bno\ longer\ (has|owns|uses)\ this\ (phone|number)
        | \bnumero\ (equivocado|incorrecto)\b
        | \bequivoc\w+\ de\ (numero|persona)\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex WrongNumber();

    // A number that stands somewhere, not the one that was texted. For a thing: "for Maria" and "for Bill" are people.
    [GeneratedRegex("""
        \bwrong\ (phone\ )?number\ of\b
        | \bwrong\ (phone\ )?number\ (on|in|for)\ (the|my|our|your|his|her|their|this|that|a|an)\ (\w+\ )?(visit|bill|statement|invoice|letter|envelope|insurance|claim|polic|card|check|form|chart|appointment|charge|payment|website|site|page|portal|link|email|clinic|office|pharmacy|hospital|doctor)\w*
        | \bwrong\ (phone\ )?number\ (on|in|for)\ (visits|insurance|medicare|medicaid|billing|claims|appointments)\b
        | \b(gave|give|have|put|wrote)\ you\ the\ wrong\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex OtherNumber();
}
