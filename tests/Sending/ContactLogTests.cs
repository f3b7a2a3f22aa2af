using System.Collections.Immutable;
using BalanceNotifications.Cadence;
using BalanceNotifications.Fixtures;
using BalanceNotifications.Notifications;

namespace BalanceNotifications.Sending;

public sealed class ContactLogTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(NotificationStatus.Sent, 1)]
    [InlineData(NotificationStatus.OutcomeUnknown, 1)]
    [InlineData(NotificationStatus.Sending, 0)]
    [InlineData(NotificationStatus.Deferred, 0)]
    [InlineData(NotificationStatus.WillNotSend, 0)]
    [InlineData(NotificationStatus.UndeliverablePermanent, 0)]
    [InlineData(NotificationStatus.DeliveryError, 0)]
    public void What_left_or_may_have_left_is_a_contact(NotificationStatus status, int contacts) =>
        Assert.Equal(contacts, ContactLog.After([], Of(status), Now).Length);

    [Fact]
    public void A_notification_counts_once_however_often_it_is_told()
    {
        var sent = Of(NotificationStatus.Sent);

        var twice = ContactLog.After(ContactLog.After([], sent, Now), sent, Now.AddMinutes(1));

        Assert.Equal(Now, Assert.Single(twice).At);
    }

    [Fact]
    public void A_month_and_a_hundred_contacts_are_all_that_is_remembered()
    {
        var contacts = ImmutableArray<PastContact>.Empty;
        for (var hour = 0; hour < 500; hour++)
        {
            contacts = ContactLog.After(contacts, Of(NotificationStatus.Sent), Now.AddHours(hour));
        }

        Assert.Equal(ContactLog.MaxContacts, contacts.Length);
        Assert.Single(ContactLog.After(contacts, Of(NotificationStatus.Sent), Now.AddDays(90)));
    }

    [Fact]
    public void What_is_in_flight_counts_against_the_others_and_not_against_itself()
    {
        var flying = Of(NotificationStatus.Sending) with { StartedAt = Now };
        var waiting = Of(NotificationStatus.Scheduled);

        Assert.Equal(flying.Id, Assert.Single(ContactLog.Besides(waiting, [], [flying, waiting])).Notification);
        Assert.Empty(ContactLog.Besides(flying, ContactLog.After([], flying with { Status = NotificationStatus.Sent }, Now), [flying]));
    }

    private static PlannedNotification Of(NotificationStatus status) =>
        NorthClinic.Planned() with { Id = Guid.CreateVersion7(), Status = status };
}
