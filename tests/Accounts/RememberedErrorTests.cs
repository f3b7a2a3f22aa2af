using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Accounts;

/// <summary>Which of an account's errors a later success closes.</summary>
public sealed class RememberedErrorTests
{
    private const int Failures = 60;

    [Fact, Trait("Rule", "V73")]
    public void A_later_success_closes_every_error_however_many_came_before_it()
    {
        var planned = NorthClinic.Planned();
        var state = new AccountState { Number = "100234" };
        for (var failure = 0; failure < Failures; failure++)
        {
            var failed = planned with
            {
                Id = Guid.CreateVersion7(),
                Status = NotificationStatus.UndeliverableCanRetry,
                Reason = "smtp 452 4.2.2",
            };
            // Told, it leaves the plan.
            state = (state with { Notifications = [failed], Outbox = state.Outbox with { AccountRow = true } }).Told();
        }

        var closed = state.Resolve("test", planned.DueAt);

        Assert.Equal(Failures, closed.Notifications.Count(error => error.Status is NotificationStatus.Resolved));
        Assert.Equal(Failures, closed.Outbox.Trail.Length);
    }
}
