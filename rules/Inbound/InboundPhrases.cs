namespace BalanceNotifications.Inbound;

/// <summary>
/// The phrases that take consent back or say that the number is somebody else's, in English and a little Spanish, over what
/// <see cref="PlainWords"/> makes of a text. The phrases are data: <c>Phrases/*.txt</c>. Pure.
/// </summary>
/// <param name="patience">How long a single phrase may be looked for in a text; more than that throws.</param>
internal sealed class InboundPhrases(TimeSpan patience)
{
    private readonly PhraseList _certain = new(patience, "certain");
    private readonly PhraseList _kept = new(patience, "kept");
    private readonly PhraseList _firm = new(patience, "firm");
    private readonly PhraseList _innocent = new(patience, "innocent");
    private readonly PhraseList _revocations = new(patience, "revocations", "spanish");
    private readonly PhraseList _ofClauses = new(patience, "clauses");
    private readonly PhraseList _wrongNumbers = new(patience, "wrong-numbers");
    private readonly PhraseList _otherNumbers = new(patience, "other-numbers");

    /// <summary>
    /// Innocent phrases are taken out and the rest is read: one of them beside a revocation must not cancel it. Clause by
    /// clause and all of them together: neither "Stop. Texting. Me" nor what is added to a revocation hides it.
    /// </summary>
    /// <param name="clauses">In their order.</param>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">Patience is over.</exception>
    public bool Revokes(IReadOnlyList<string> clauses)
    {
        string[] asked = [.. clauses.Select(_kept.TakeOutOf)];
        string[] left = [.. asked.Select(_innocent.TakeOutOf)];
        return _certain.IsInAny(AndTogether(clauses))
            || _firm.IsInAny(asked)
            || _revocations.IsInAny(AndTogether(left))
            || _ofClauses.IsInAny(left);
    }

    /// <param name="clauses">In their order.</param>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">Patience is over.</exception>
    public bool SaysWrongNumber(IReadOnlyList<string> clauses) =>
        _wrongNumbers.IsIn(PlainWords.Join(clauses.Select(_otherNumbers.TakeOutOf)));

    private static string[] AndTogether(IReadOnlyList<string> clauses) => [.. clauses, PlainWords.Join(clauses)];
}
