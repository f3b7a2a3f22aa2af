namespace BalanceNotifications.Delivery.Text;

/// <summary>Asks a Twilio account for a list within its time, and has it judged.</summary>
internal static class TwilioSearch
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    /// <param name="find">Null for what Twilio does not know.</param>
    public static async Task<Finding> LookUpAsync(
        Func<CancellationToken, Task<TwilioResource?>> find,
        Func<TwilioResource, Finding> judge,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Time);
        try
        {
            return await find(limit.Token) is { } found ? judge(found) : new Finding.Absent();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return new Finding.Unavailable();
        }
    }

    public static async Task<Finding> AskAsync(
        Func<CancellationToken, Task<IReadOnlyList<ListedText>?>> list,
        Func<IReadOnlyList<ListedText>, Finding> judge,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Time);
        try
        {
            return await list(limit.Token) is { } listed ? judge(listed) : new Finding.Unavailable();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return new Finding.Unavailable();
        }
    }
}
