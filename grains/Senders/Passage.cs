using BalanceNotifications.Budgets;
using BalanceNotifications.Delivery;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Senders;

/// <summary>
/// Leave for one attempt. Disposed of before the attempt began, it gives back what it took. A silo that dies with it
/// keeps it from others for two minutes.
/// </summary>
internal sealed class Passage(SenderBreakers breakers, SenderKey? sender, Guid notification, bool probes)
    : IAsyncDisposable
{
    private bool _begun;

    /// <summary>What it is to be decided on instead; null when it may leave.</summary>
    public SendFacts? Shut { get; init; }

    /// <summary>What it took out of budgets.</summary>
    public TakenTokens Tokens { get; init; } = TakenTokens.None;

    /// <summary>The attempt begins: whatever comes of it, it was made.</summary>
    public void Begin() => _begun = true;

    /// <summary>The attempt is recorded.</summary>
    public Task TellAsync(DeliveryResult result) => sender is null
        ? Task.CompletedTask
        : breakers.TellAsync(
            sender, notification, SenderVerdicts.Of(result), SenderVerdicts.ReasonOf(result), probes);

    /// <summary>Nothing was tried after all, and that is recorded.</summary>
    public async Task TakeBackAsync()
    {
        _begun = true;
        Tokens.GiveBack();
        if (probes)
        {
            await breakers.GiveProbeBackAsync(sender!, notification);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_begun)
        {
            await TakeBackAsync();
        }
    }
}
