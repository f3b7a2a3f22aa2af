using BalanceNotifications.Accounts;
using BalanceNotifications.Practices;
using BalanceNotifications.Security;

namespace BalanceNotifications.Links;

/// <summary>Finds out whose link it is, and which page its owner gets at this moment.</summary>
internal sealed partial class QuickPayDesk(
    LinkStore links, PracticeDirectory practices, IGrainFactory grains, HandOver handOver, ILogger<QuickPayDesk> logger)
{
    /// <param name="previewed">Opened by a program, not a person.</param>
    public async Task<LinkPage> OpenAsync(string token, bool previewed, CancellationToken cancellationToken)
    {
        if (LinkToken.HashOf(token) is not { } hash
            || await links.OpenAsync(hash, previewed, cancellationToken) is not { } link)
        {
            return QuickPayPages.Unknown();
        }

        if (link.Ended
            || await practices.FindAsync(link.Organisation, link.Practice, cancellationToken)
                is not { Settings.Active: true } practice)
        {
            return QuickPayPages.Ended();
        }

        var account = grains.GetGrain<IAccountGrain>(AccountKey.Parse($"{practice.Id}/{link.AccountKey}").ToString());
        return await account.GetQuickPayAsync(cancellationToken) switch
        {
            null => QuickPayPages.Unknown(),
            { Held: true } due => QuickPayPages.Held(practice, due),
            { DueDate: null } due => QuickPayPages.NothingDue(practice, due),
            { } due when practice.Settings.QuickPay?.Mode is QuickPayMode.Portal => ToPortal(practice, link, due),
            { } due => QuickPayPages.Due(practice, due),
        };
    }

    // Guarantors must not pay for a setting that is missing: the hosted page tells them as much.
    private LinkPage ToPortal(Practice practice, OpenedLink link, QuickPayView due)
    {
        if (handOver.TokenFor(practice, link.Notification, due) is { } token)
        {
            return QuickPayPages.ToPortal(practice, due, token);
        }

        LogNoPortalKey(practice.Organisation, practice.Slug);
        return QuickPayPages.Due(practice, due);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Practice {Organisation}/{Practice} hands over to its portal and has no key under Links:PortalKeys; the hosted "
        + "page was shown")]
    private partial void LogNoPortalKey(string organisation, string practice);
}
