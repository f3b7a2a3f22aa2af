using BalanceNotifications.Accounts;
using BalanceNotifications.Cadence;
using BalanceNotifications.Delivery;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Practices;
using BalanceNotifications.Sending;
using CsCheck;

namespace BalanceNotifications.Senders;

/// <summary>What fails on our side is never the guarantor's fault (design.md 4.11).</summary>
public sealed class SenderFaultTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 30, 0, TimeSpan.Zero);

    private static readonly DeliveryResult[] Faults =
    [
        new DeliveryResult.Rejected("smtp 550 5.7.1", RejectionCause.Sender),
        new DeliveryResult.Rejected("twilio 21606", RejectionCause.Sender),
        new DeliveryResult.Deferred(DeliveryReason.AuthenticationFailed),
        new DeliveryResult.Deferred(DeliveryReason.TlsFailed),
    ];

    [Fact]
    public void However_often_a_sender_fails_no_switch_moves_and_nothing_ends_but_by_a_report() => Gen.Select(
        Gen.Int[1, 3], Gen.Int[0, Faults.Length].Array[1, 20]).Sample((number, faults) =>
        {
            var channel = (Channel)number;
            var account = Account(channel);
            foreach (var fault in faults)
            {
                account = fault < Faults.Length ? Attempted(account, Faults[fault]) : Reported(account);
                if (account.Notifications is [{ Status: Notifications.NotificationStatus.DeliveryError }])
                {
                    break;
                }
            }

            return account.Switches == Account(channel).Switches
                && (account.Notifications is [{ IsOpen: true }] || faults.Contains(Faults.Length))
                && account.Outbox.Suppressions.IsEmpty;
        });

    private static AccountState Attempted(AccountState account, DeliveryResult fault)
    {
        var begun = AttemptRules.Begin(account.Notifications.Single(), "a••", Now);
        return CadenceRules.Record(account, AttemptRules.After(begun, fault, Now), fault, NorthClinic.Settings, Now);
    }

    private static AccountState Reported(AccountState account)
    {
        var told = AttemptRules.End(
            AttemptRules.Begin(account.Notifications.Single(), "a••", Now), Notifications.NotificationStatus.Sent, null);
        return DeliveryReports.Apply(
            account with { Notifications = [told] }, told,
            new(told.Id, ReportedFate.SenderFault, "twilio 30034", Now), NorthClinic.Settings, Now, ofAddress: true);
    }

    private static AccountState Account(Channel channel)
    {
        var on = new SwitchSetting(SwitchState.OptedIn);
        return new()
        {
            Number = "100234",
            Details = NorthClinic.Guarantor with { Email = "a@home.example", Phone = "+13125550123" },
            Switches = new() { Email = on, Text = on, Voice = on },
            Statements =
            [
                new("s-1", StatementKind.Statement, new(2026, 11, 23), new(2026, 12, 14), Money.From(120), Money.Zero, null, null),
            ],
            Notifications = [NorthClinic.Planned() with { Channel = channel }],
        };
    }
}
