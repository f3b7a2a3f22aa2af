using BalanceNotifications.Fixtures;
using BalanceNotifications.Sending;

namespace BalanceNotifications.Accounts;

/// <summary>What bears on the planned notification of a statement, for an account without a grain.</summary>
internal static class SendCases
{
    public static SendCase Of(AccountState account, string statement = "s-1") => SendCase.Of(
        account,
        account.Notifications.Single(notification => notification.StatementId == statement),
        new SendSetup(NorthClinic.Settings, Template: null!, TemplateActive: true, Suppressed: false))!;
}
