namespace BalanceNotifications.Delivery.Text;

/// <summary>Asks a Twilio account for a list within its time, and has it judged.</summary>
internal static class TwilioSearch
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

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
