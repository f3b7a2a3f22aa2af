using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;
using BalanceNotifications.Security;

namespace BalanceNotifications.Links;

/// <summary>Ends a channel for whoever holds a message's link out of it (decisions 0027, 0037).</summary>
internal sealed partial class UnsubscribeDesk(
    LinkStore links,
    AddressOptOuts optOuts,
    PracticeDirectory practices,
    IGrainFactory grains,
    TimeProvider clock,
    ILogger<UnsubscribeDesk> logger)
{
    public const string Source = "one-click unsubscribe";

    /// <summary>Asks no silo and changes nothing: programs look at links before people do.</summary>
    public async Task<LinkPage> AskAsync(string token, CancellationToken cancellationToken) =>
        await FindAsync(token, cancellationToken) is var (link, practice)
            ? UnsubscribePages.Ask(practice, link.Channel)
            : UnsubscribePages.Unknown();

    /// <summary>
    /// Safe to repeat. The address that was written to is ended first: whoever has asked is never written to again, whatever
    /// becomes of the account's switch.
    /// </summary>
    public async Task<LinkPage> StopAsync(string token, CancellationToken cancellationToken)
    {
        if (await FindAsync(token, cancellationToken) is not var (link, practice))
        {
            return UnsubscribePages.Unknown();
        }

        var evidence = EvidenceOf(link);
        if (link.AddressHash is { } hash)
        {
            await optOuts.AddAsync(
                new(link.Organisation, practice.Id),
                new(link.Channel, hash, evidence.At, null, evidence.Source, evidence.Wording),
                cancellationToken);
        }

        var account = grains.GetGrain<IAccountGrain>(AccountKey.Parse($"{practice.Id}/{link.AccountKey}").ToString());
        var outcome = await account.UnsubscribeAsync(new(link.Channel, link.AddressHash, evidence), cancellationToken);
        LogStopped(link.Channel, link.Notification, outcome);
        return outcome is UnsubscribeOutcome.NoAccount && link.AddressHash is null
            ? UnsubscribePages.Unknown()
            : UnsubscribePages.Stopped(practice, link.Channel);
    }

    private async Task<(UnsubscribeLink Link, Practice Practice)?> FindAsync(
        string token, CancellationToken cancellationToken) =>
        LinkToken.HashOf(token) is { } hash
        && await links.FindUnsubscribeAsync(hash, cancellationToken) is { } link
        && await practices.FindAsync(link.Organisation, link.Practice, cancellationToken) is { } practice
            ? (link, practice)
            : null;

    private Evidence EvidenceOf(UnsubscribeLink link) => new(
        clock.GetUtcNow(), Source,
        $"{UnsubscribeEndpoint.Field}={UnsubscribeEndpoint.OneClick}, notification {link.Notification}");

    [LoggerMessage(LogLevel.Information, "{Channel} was ended by the link of notification {Notification}: {Outcome}")]
    private partial void LogStopped(Channel channel, Guid notification, UnsubscribeOutcome outcome);
}
