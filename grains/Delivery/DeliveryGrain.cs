using System.Diagnostics;
using BalanceNotifications.Accounts;
using BalanceNotifications.Budgets;
using BalanceNotifications.Calls;
using BalanceNotifications.Contact;
using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Delivery.Pickup;
using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Senders;
using BalanceNotifications.Sending;
using BalanceNotifications.Setup;
using BalanceNotifications.Templates;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace BalanceNotifications.Delivery;

/// <summary>
/// Test messages by the real channels of a silo. No account and no cadence: contact hours, caps and switches are a
/// guarantor's, and this goes to the practice's own people.
/// </summary>
[GrainType("delivery"), StatelessWorker(maxLocalWorkers: 4)]
internal sealed class DeliveryGrain(
    SetupCache setup,
    DeliveryChannels channels,
    SenderBreakers breakers,
    SendBudgets budgets,
    TestCalls calls,
    IOptions<EmailOptions> email,
    IOptions<TwilioOptions> twilio,
    IOptions<PickupOptions> pickup,
    TimeProvider clock) : Grain, IDeliveryGrain
{
    private static readonly TimeSpan PatienceForPlace = TimeSpan.FromSeconds(5);

    // A provider that is behind must not bring it tomorrow.
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(15);

    public async Task<TestAnswer> SendTestAsync(SendTest command, CancellationToken cancellationToken)
    {
        var id = (int)this.GetPrimaryKeyLong();
        var practice = await setup.PracticeAsync(id, cancellationToken)
            ?? throw new InvalidOperationException($"Practice {id} does not exist.");
        var testing = practice.Settings with { Mode = PracticeMode.Test };
        if (SendCase.AddressOf(testing, new AccountDetails(), command.Channel) is not { } to)
        {
            return new(TestOutcome.NoRecipient);
        }

        var masked = Mask.Of(command.Channel, to);
        if ((await setup.PausesAsync(id, Guid.Empty, cancellationToken)).Installation is not null)
        {
            return new(TestOutcome.Paused, Reason.Paused, masked);
        }

        var channel = channels[command.Channel];
        var message = MessageOf(command, testing, to) with { Logo = await setup.LogoAsync(practice, cancellationToken) };
        var sender = SenderKey.Of(practice.Settings.Senders, command.Channel);
        if (sender is not null && (await breakers.FindAsync(sender, cancellationToken)).IsOpen)
        {
            return new(TestOutcome.Deferred, Reason.BreakerOpen, masked);
        }

        using var place = await channel.ReserveAsync(message, PatienceForPlace, cancellationToken);
        if (place is null)
        {
            return new(TestOutcome.Deferred, Reason.TryLater, masked);
        }

        if (await TakeAsync(sender, id, command.Channel, message, cancellationToken) is not { } taken)
        {
            return new(TestOutcome.Deferred, Reason.NoBudget, masked);
        }

        var result = await SendAsync(channel, message, taken, CallFields.MayRecord(testing), cancellationToken);
        return Answer(result, masked);
    }

    public Task<ProviderNames> GetProvidersAsync(CancellationToken cancellationToken) => Task.FromResult(new ProviderNames(
        pickup.Value.IsOn,
        [.. email.Value.Relays.Keys],
        [.. twilio.Value.Accounts.Keys],
        [.. email.Value.Relays.Where(relay => relay.Value.DkimCoversUnsubscribe).Select(relay => relay.Key)]));

    // Out of the practice's own part: carriers count a test like any other. Nobody waits with it, so it joins no queue.
    private async Task<TakenTokens?> TakeAsync(
        SenderKey? sender, int practice, Channel channel, OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (sender is null)
        {
            return TakenTokens.None;
        }

        var (taken, noneUntil) = await budgets.TakeAsync(
            sender, practice, notification: null, SendGate.CostOf(channel, message), cancellationToken);
        return noneUntil is null ? taken : null;
    }

    // Gives back what was taken where nothing counts the message.
    private async Task<DeliveryResult> SendAsync(
        IDeliveryChannel channel, OutgoingMessage message, TakenTokens taken, bool mayRecord,
        CancellationToken cancellationToken)
    {
        var counts = false;
        try
        {
            if (message is { Call: { } words, Senders.Voice: { } voice })
            {
                // First: the provider asks for the words as soon as somebody answers. Of a call that does not come about
                // they are cleared away like any other's.
                await calls.AddAsync(
                    message.NotificationId, (int)this.GetPrimaryKeyLong(), new(voice.Provider, words, mayRecord),
                    cancellationToken);
            }

            counts = true;
            var result = await channel.SendAsync(message, CancellationToken.None);
            counts = !AttemptRules.ReachedNobody(result);
            return result;
        }
        finally
        {
            if (!counts)
            {
                taken.GiveBack();
            }
        }
    }

    private OutgoingMessage MessageOf(SendTest command, PracticeSettings practice, string to)
    {
        var now = clock.GetUtcNow();
        var marked = TestMark.On(new RenderedMessage(command.Subject, command.Html, command.Text));
        return new(
            Guid.CreateVersion7(now),
            Attempt: 1,
            to,
            practice.Name,
            practice.Senders,
            marked,
            now + Valid)
        {
            Call = command.Call is { } words ? words with { Message = marked.Text } : null,
            LogoUrl = practice.LogoUrl,
        };
    }

    private static TestAnswer Answer(DeliveryResult result, string to) => result switch
    {
        DeliveryResult.Accepted accepted => new(TestOutcome.Accepted, null, to, accepted.ProviderId, accepted.Segments),
        DeliveryResult.Rejected rejected => new(TestOutcome.Rejected, rejected.Reason, to),
        DeliveryResult.Deferred deferred => new(TestOutcome.Deferred, deferred.Reason, to),
        DeliveryResult.Unknown unknown => new(TestOutcome.Unknown, unknown.Reason, to),
        _ => throw new UnreachableException($"Unknown result {result.GetType().Name}"),
    };
}
