using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Paging;

namespace BalanceNotifications.Paper;

/// <summary>A statement that must go on paper.</summary>
/// <param name="Id">Of this listing: listed again for another reason, a statement comes under another one.</param>
/// <param name="Since">When it was put on the list.</param>
/// <param name="AmountDue">What is left to pay of the statement.</param>
/// <param name="AcknowledgedAt">Null while it waits.</param>
internal sealed record PaperResponse(
    Guid Id, string Account, string Statement, PaperReason Reason, DateTimeOffset Since, Money AmountDue,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy)
{
    public static PaperResponse From(PaperEntry entry) => new(
        entry.Key.Id, entry.Account, entry.StatementId, entry.Reason, entry.Key.Since, entry.AmountDue,
        entry.AcknowledgedAt, entry.AcknowledgedBy);
}

/// <summary>A page of the list.</summary>
/// <param name="UpTo">
/// Acknowledges everything that was on the list when this page was read; of several pages, send that of the first.
/// Null on an empty page.
/// </param>
internal sealed record PaperPage(IReadOnlyList<PaperResponse> Items, string? Next, string? UpTo);

/// <summary>The body of <c>POST …/paper/acknowledge</c>: one of the two.</summary>
/// <param name="Ids">Up to 500.</param>
/// <param name="UpTo">Of a page, or of a download.</param>
internal sealed record AcknowledgeRequest(IReadOnlyList<Guid>? Ids = null, string? UpTo = null)
{
    private const int MaxIds = 500;

    public PaperReading? Read(FieldChecks checks)
    {
        if (Ids is null == UpTo is null)
        {
            checks.Add("ids", "Either ids or upTo is required.");
        }

        if (Ids is { Count: 0 or > MaxIds })
        {
            checks.Add("ids", $"Names 1 to {MaxIds} entries.");
        }

        PaperReading? reading = null;
        if (UpTo is { } text && !(Cursor.TryRead(text, out var key) && PaperReading.TryParse(key, out reading)))
        {
            checks.Add("upTo", "Is not the upTo of a page or download.");
        }

        return reading;
    }
}

/// <param name="Acknowledged">How many waited until now.</param>
/// <param name="Unknown">Ids that are no entry, or none any more because the statement was listed anew.</param>
internal sealed record AcknowledgeResponse(int Acknowledged, IReadOnlyList<Guid> Unknown);
