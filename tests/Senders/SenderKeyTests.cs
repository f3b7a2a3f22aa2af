using BalanceNotifications.Practices;

namespace BalanceNotifications.Senders;

public sealed class SenderKeyTests
{
    [Fact]
    public void However_it_is_written_an_address_at_a_relay_is_one_sender() => Assert.Equal(
        SenderKey.Of(Email("billing@north.example", "default"), Channel.Email),
        SenderKey.Of(Email("Billing@North.example", "Default"), Channel.Email));

    [Fact]
    public void The_same_address_at_another_relay_is_another_sender() => Assert.NotEqual(
        SenderKey.Of(Email("billing@north.example", "default"), Channel.Email),
        SenderKey.Of(Email("billing@north.example", "south"), Channel.Email));

    [Fact]
    public void A_messaging_service_is_the_sender_of_its_texts() => Assert.Equal(
        new SenderKey(Channel.Text, "default", "mg00000000000000000000000000000001"),
        SenderKey.Of(
            new PracticeSenders(null, new(null, "MG00000000000000000000000000000001", "default"), null), Channel.Text));

    [Fact]
    public void A_channel_without_a_sender_has_none() =>
        Assert.Null(SenderKey.Of(Email("billing@north.example", "default"), Channel.Voice));

    private static PracticeSenders Email(string from, string relay) => new(new(from, null, relay), null, null);
}
