namespace BalanceNotifications.Http;

/// <summary>What was created.</summary>
internal sealed record Created(string Id);

/// <summary>One upload. <see cref="Status"/> is <c>accepted</c> when every row has its answer.</summary>
internal sealed record Batch(string Id, string Status, int Rows, int Accepted, int Rejected)
{
    public bool IsFinished => Status is "accepted" or "cancelled" or "failed";
}

/// <summary>Notifications by status.</summary>
internal sealed record Summary(int Total, IReadOnlyList<SummaryItem> Items);

/// <param name="Status">As the API spells it, for example <c>willNotSend</c>.</param>
/// <param name="Label">As screens spell it.</param>
/// <param name="Count">Notifications.</param>
/// <param name="Percent">Of all, 0–100.</param>
internal sealed record SummaryItem(string Status, string Label, int Count, decimal Percent);

/// <summary>A page of which only the number of items matters here.</summary>
internal sealed record Page(IReadOnlyList<object> Items);
