using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;
using BalanceNotifications.Security;

namespace BalanceNotifications.Links;

/// <summary>Ends a channel for whoever holds a message's link out of it (decision 0027).</summary>
internal sealed partial class UnsubscribeDesk(
    LinkStore links,
    PracticeDirectory practices,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<UnsubscribeDesk> logger)
{
    public const string Source = "one-click unsubscribe";

    private const string Actor = "guarantor";

    // Each merge is final, so an account is never met twice.
    private const int MostMerges = 32;

    /// <summary>Asks no silo and changes nothing: programs look at links before people do.</summary>
    public async Task<LinkPage> AskAsync(string token, CancellationToken cancellationToken) =>
        await FindAsync(token, cancellationToken) is var (link, practice)
            ? UnsubscribePages.Ask(practice, link.Channel)
            : UnsubscribePages.Unknown();

    /// <summary>Safe to repeat.</summary>
    public async Task<LinkPage> StopAsync(string token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not var (link, practice))
        {
            return UnsubscribePages.Unknown();
        }

        var key = AccountKey.Parse($"{practice.Id}/{link.AccountKey}");
        for (var merges = 0; merges < MostMerges; merges++)
        {
            var account = grains.GetGrain<IAccountGrain>(key.ToString());
            var view = await account.GetAsync(cancellationToken);
            if (view is null)
            {
                return UnsubscribePages.Unknown();
            }

            if (view.MergedInto is null && !IsStopped(view, link.Channel))
            {
                var result = await account.SetSwitchesAsync([OptOut(link)], Actor, cancellationToken);
                view = result.Account ?? view;
                if (result.Outcome is SetSwitchesOutcome.Applied)
                {
                    LogStopped(link.Channel, link.Notification);
                }
            }

            if (view.MergedInto is not { } into)
            {
                return UnsubscribePages.Stopped(practice, link.Channel);
            }

            key = AccountKey.Of(practice.Id, practice.Salt, into);
        }

        throw new InvalidOperationException($"The account of notification {link.Notification} was merged in a circle.");
    }

    private async Task<(UnsubscribeLink Link, Practice Practice)?> FindAsync(
        string token, CancellationToken cancellationToken) =>
        LinkToken.HashOf(token) is { } hash
        && await links.FindUnsubscribeAsync(hash, cancellationToken) is { } link
        && await practices.FindAsync(link.Organisation, link.Practice, cancellationToken) is { } practice
            ? (link, practice)
            : null;

    // One that stands for another reason is set again: the address's own opt-out comes with the evidence.
    private static bool IsStopped(AccountView view, Channel channel) =>
        SettingOf(view, channel) is { State: SwitchState.OptedOut, Evidence.Source: Source };

    private SwitchChange OptOut(UnsubscribeLink link) => new(
        KindOf(link.Channel),
        SwitchState.OptedOut,
        Source,
        new Evidence(
            clock.GetUtcNow(), Source,
            $"{UnsubscribeEndpoint.Field}={UnsubscribeEndpoint.OneClick}, notification {link.Notification}"));

    private static SwitchKind KindOf(Channel channel) => channel switch
    {
        Channel.Email => SwitchKind.Email,
        Channel.Text => SwitchKind.Text,
        Channel.Voice => SwitchKind.Voice,
    };

    private static SwitchSetting SettingOf(AccountView view, Channel channel) => channel switch
    {
        Channel.Email => view.Email,
        Channel.Text => view.Text,
        Channel.Voice => view.Voice,
    };

    [LoggerMessage(LogLevel.Information, "{Channel} was ended by the link of notification {Notification}")]
    private partial void LogStopped(Channel channel, Guid notification);
}
