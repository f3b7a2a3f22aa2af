using CsCheck;

namespace BalanceNotifications.Inbound;

/// <summary>What holds of every text that Twilio can hand over: ten segments, 1,600 characters.</summary>
[Trait("Rule", "47 CFR 64.1200(a)(10)")]
public sealed class InboundWordsProperties
{
    private const int LongestText = 1_600;

    private static readonly string[] Revocations =
    [
        .. GuarantorReplies.Read("revocations"), .. GuarantorReplies.Read("revocations-in-slips-and-slang"),
        .. GuarantorReplies.Read("revocations-in-spanish"),
    ];

    private static readonly string[] Innocent =
        [.. GuarantorReplies.Read("innocent"), .. GuarantorReplies.Read("innocent-in-spanish")];

    private static readonly InboundPhrases Phrases = new(TimeSpan.FromSeconds(1));

    private static readonly Gen<string> Marks = OneOf(". ", "! ", "? ", "\n", ", ", " - ", "; ", " (", " – ");

    [Fact]
    public void Any_characters_can_be_read() => Gen.Char.Array[0, LongestText].Select(letters => new string(letters))
        .Sample(text => Enum.IsDefined(InboundWords.Read(text)), iter: 100);

    [Fact]
    public void Any_words_of_the_phrases_can_be_read() => OneOf(
        [.. Revocations.Concat(Innocent).SelectMany(reply => reply.Split(' ')), ".", "\n", "-", "(", "🛑", "\ud83d"])
        .Array[0, LongestText / 4].Select(words => string.Join(' ', words))
        .Sample(text => Enum.IsDefined(InboundWords.Read(text[..Math.Min(text.Length, LongestText)])), iter: 100);

    /// <summary>A phrase that ran out of time would throw here.</summary>
    [Fact]
    public void The_opening_of_any_reply_over_and_over_is_read_in_time() => Gen.Select(
        OneOf([.. Revocations, .. Innocent]), Gen.Int[1, 6])
        .Sample(
            (reply, words) =>
            {
                var opening = string.Join(' ', PlainWords.Of(reply).Split(' ').Take(words)) + " ";
                var clause = string.Concat(Enumerable.Repeat(opening, LongestText))[..LongestText];
                _ = Phrases.SaysWrongNumber([clause]) | Phrases.Revokes([clause]);
            },
            iter: 100);

    [Fact]
    public void What_is_innocent_undoes_no_revocation_before_or_after_it() => Gen.Select(
        OneOf(Revocations), OneOf(Innocent), OneOf(Innocent), Marks, Marks)
        .Sample(
            (revocation, before, after, first, second) =>
                Ends($"{revocation}{second}{after}") && Ends($"{before}{first}{revocation}")
                && Ends($"{before}{first}{revocation}{second}{after}"),
            iter: 500);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static bool Ends(string text) => WordEffect.Of(InboundWords.Read(text)) is { OptsOut: true };
}
