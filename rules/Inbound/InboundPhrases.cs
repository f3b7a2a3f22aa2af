namespace BalanceNotifications.Inbound;

/// <summary>
/// The phrases that take consent back or say that the number is somebody else's, in English and a little Spanish, over what
/// <see cref="PlainWords"/> makes of a text. The phrases are data: <c>Phrases/*.txt</c>. Pure.
/// </summary>
internal static class InboundPhrases
{
    private static readonly PhraseList Certain = new("certain");
    private static readonly PhraseList Revocations = new("revocations", "spanish");
    private static readonly PhraseList OfClauses = new("clauses");
    private static readonly PhraseList Innocent = new("innocent");
    private static readonly PhraseList WrongNumbers = new("wrong-numbers");
    private static readonly PhraseList OtherNumbers = new("other-numbers");

    /// <summary>
    /// Innocent phrases are taken out and the rest is read: one of them beside a revocation must not cancel it. Clause by
    /// clause and all of them together: neither "Stop. Texting. Me" nor what is added to a revocation hides it.
    /// </summary>
    /// <param name="clauses">In their order.</param>
    public static bool Revokes(IReadOnlyList<string> clauses)
    {
        string[] left = [.. clauses.Select(Innocent.TakeOutOf)];
        return Certain.IsInAny([.. clauses, PlainWords.Join(clauses)])
            || Revocations.IsInAny([.. left, PlainWords.Join(left)])
            || OfClauses.IsInAny(left);
    }

    public static bool SaysWrongNumber(IEnumerable<string> clauses) =>
        WrongNumbers.IsIn(PlainWords.Join(clauses.Select(OtherNumbers.TakeOutOf)));
}
