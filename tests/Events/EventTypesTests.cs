namespace BalanceNotifications.Events;

public sealed class EventTypesTests
{
    [Theory]
    [InlineData(EventType.NotificationUndeliverableCanRetry, "notification.undeliverableCanRetry")]
    [InlineData(EventType.OptOutChanged, "optOut.changed")]
    [InlineData(EventType.PaperListed, "paper.listed")]
    [InlineData(EventType.BatchEnded, "batch.ended")]
    [InlineData(EventType.PaymentPosted, "payment.posted")]
    public void A_type_has_one_name_and_is_found_by_it(EventType type, string name)
    {
        var found = EventTypes.Parse([name])!.Value;

        Assert.Equal(name, EventTypes.NameOf(type));
        Assert.Equal([name], found.Names());
        Assert.Equal([type], Enum.GetValues<EventType>().Where(found.Contains));
    }

    [Fact]
    public void A_group_stands_for_all_of_its_types_and_a_star_for_all_there_will_be()
    {
        Assert.Equal(["paper.listed", "paper.unlisted"], EventTypes.Parse(["paper.*"])!.Value.Names());
        Assert.Equal(13, EventTypes.Parse(["notification.*"])!.Value.Names().Count);
        Assert.Equal(EventTypes.All, EventTypes.Parse(["*"]));
        Assert.Equal(["*"], EventTypes.All.Names());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".*")]
    [InlineData("ping")]
    [InlineData("notification")]
    [InlineData("notification.sending")]
    [InlineData("Notification.sent")]
    public void What_is_no_type_is_refused(string name) => Assert.Null(EventTypes.Parse(["payment.posted", name]));

    [Fact]
    public void Every_status_but_the_intent_is_a_type_of_the_same_number()
    {
        foreach (var status in Enum.GetValues<Notifications.NotificationStatus>())
        {
            Assert.Equal(status is not Notifications.NotificationStatus.Sending, Enum.IsDefined((EventType)status));
            Assert.True(status is Notifications.NotificationStatus.Sending
                || $"{(EventType)status}" == $"Notification{status}");
        }
    }
}
