using System.Diagnostics;
using BalanceNotifications.Accounts;
using BalanceNotifications.Delivery;
using BalanceNotifications.Notifications;
using BalanceNotifications.Practices;
using BalanceNotifications.Setup;
using Microsoft.Extensions.Logging;

namespace BalanceNotifications.Sending;

/// <summary>
/// Asks providers what became of texts and calls of which they told nothing: a callback that we could not take is lost.
/// The account takes the answer like a callback's.
/// </summary>
internal sealed partial class ReportSweep(
    UnreportedNotifications unreported,
    DeliveryChannels channels,
    SetupCache setup,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<ReportSweep> logger)
{
    // A claim that is not asked about after all waits as long again.
    private const int Page = 20;
    private const int PagesARound = 25;

    // Other jobs wait for this one.
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(30);

    /// <summary>One round: all that are silent for long enough, up to 500, or what half a minute is enough for.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var away = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var page = 0; page < PagesARound; page++)
        {
            var claimed = await unreported.ClaimAsync(clock.GetUtcNow(), Page, cancellationToken);
            foreach (var notification in claimed)
            {
                await TryAskAsync(notification, away, cancellationToken);
                if (Stopwatch.GetElapsedTime(begun) > LongestRound)
                {
                    return;
                }
            }

            if (claimed.Count < Page)
            {
                return;
            }
        }
    }

    // Its account may be out of reach, or its own state wrong: that is nobody else's affair. It is asked about at its next
    // time, as if this silo had died with it in hand.
    private async Task TryAskAsync(
        UnreportedNotification silent, HashSet<string> away, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(silent, away, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAsked(silent.Id, e.GetType().Name);
        }
    }

    // A provider that could not be asked is not asked again in this round.
    private async Task AskAsync(
        UnreportedNotification silent, HashSet<string> away, CancellationToken cancellationToken)
    {
        if (channels[silent.Channel] is not ISearchableChannel channel
            || await ProviderAsync(silent, cancellationToken) is not { } provider || away.Contains(provider))
        {
            return;
        }

        var finding = await channel.LookUpAsync(provider, silent.ProviderId, cancellationToken);
        if (finding is Finding.Unavailable)
        {
            away.Add(provider);
        }
        else if (finding is Finding.Found found && IsEnd(silent.Channel, found.Fate))
        {
            var outcome = await grains.GetGrain<IAccountGrain>(silent.Account.ToString()).ReportAsync(
                new(
                    silent.Id, found.Fate, found.Reason, WhenOf(found), silent.ProviderId, found.Segments,
                    found.Seconds),
                cancellationToken);
            LogReport(silent.Id, found.Fate, found.Reason, outcome);
        }
    }

    // What arrived did so before we asked. Of the rest the time counts against what is said of an address: now is safe.
    private DateTimeOffset WhenOf(Finding.Found found) =>
        found is { Fate: ReportedFate.Delivered, At: { } at } ? at : clock.GetUtcNow();

    // That a text was taken is known. Of a call that was, it is the end.
    private static bool IsEnd(Channel channel, ReportedFate fate) =>
        channel is Channel.Voice || fate is not ReportedFate.Taken;

    // One of an earlier version went out, as far as is known, through what the practice uses today.
    private async Task<string?> ProviderAsync(UnreportedNotification silent, CancellationToken cancellationToken) =>
        PhoneSender.Read(silent.Sender)?.Provider
        ?? (await setup.PracticeAsync(silent.Account.Practice, cancellationToken))?.Settings.Senders
            .PhoneOf(silent.Channel)?.Provider;

    [LoggerMessage(
        LogLevel.Information,
        "Notification {Id} was not reported, and its provider was asked: {Fate} {Reason}, {Outcome}")]
    private partial void LogReport(Guid id, ReportedFate fate, string? reason, ReportOutcome outcome);

    [LoggerMessage(
        LogLevel.Warning, "What became of notification {Id} could not be asked or told: {Error}. It is asked about later")]
    private partial void LogNotAsked(Guid id, string error);
}
