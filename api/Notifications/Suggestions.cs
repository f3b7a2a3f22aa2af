using BalanceNotifications.Security;

namespace BalanceNotifications.Notifications;

/// <summary>Says beside each error what may be done about it.</summary>
internal sealed class Suggestions(ErrorAccounts accounts)
{
    /// <summary>Asks the database once for all, and not at all where no step depends on its account.</summary>
    public async Task<IReadOnlyList<NotificationResponse>> AddAsync(
        CallerPractice caller, IReadOnlyList<NotificationView> views, CancellationToken cancellationToken)
    {
        var asked = views
            .Where(view => ErrorSuggestions.DependsOnAccount(view.Channel, view.Status, view.Reason))
            .Select(view => view.Account).Distinct(StringComparer.Ordinal).ToArray();
        var known = asked.Length == 0 ? null : await accounts.FindAsync(caller.Scope, asked, cancellationToken);
        return
        [
            .. views.Select(view => NotificationResponse.From(view) with
            {
                Suggestion = Of(view, known?.GetValueOrDefault(view.Account)),
            }),
        ];
    }

    // Of an account without a read row yet, nothing is known.
    private static SuggestedStep? Of(NotificationView view, ErrorAccount? account) => ErrorSuggestions.Of(new(
        view.Channel, view.Status, view.Reason, account?.FullMailboxes ?? 0, account?.HasEmail ?? false,
        account?.HasPhone ?? false));
}
