namespace BalanceNotifications.Accounts;

/// <summary>
/// What the page behind a QuickPay link may say: always the newest open balance, whichever message the link was in.
/// </summary>
/// <param name="Number">The account number, for the hand-over to a portal; no page shows it.</param>
/// <param name="AmountDue">
/// What is left of the newest statement; zero when nothing is due, or nothing may be asked for.
/// </param>
/// <param name="DueDate">Null when nothing is due.</param>
/// <param name="Held">A hold stands (dispute, bankruptcy, …), or an agency collects: the page asks for no amount.</param>
[GenerateSerializer, Immutable, Alias("quick-pay-view")]
public sealed record QuickPayView(
    [property: Id(0)] string Number,
    [property: Id(1)] string FirstName,
    [property: Id(2)] Money AmountDue,
    [property: Id(3)] DateOnly? DueDate,
    [property: Id(4)] bool Held);
