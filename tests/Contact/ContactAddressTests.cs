using BalanceNotifications.Accounts;

namespace BalanceNotifications.Contact;

/// <summary>45 CFR 164.522(b): a request for confidential communication beats every other address.</summary>
public sealed class ContactAddressTests
{
    [Theory]
    [InlineData("own", null, null, "own")]
    [InlineData("own", "preferred", null, "preferred")]
    [InlineData("own", null, "confidential", "confidential")]
    [InlineData("own", "preferred", "confidential", "confidential")]
    [InlineData("own", "preferred", "other", null)]
    [InlineData(null, "other", null, null)]
    [InlineData("own", "other", null, "own")]
    public void The_address_of_a_channel_is_the_one_that_was_asked_for(
        string? own, string? preferred, string? confidential, string? used)
    {
        var email = new AccountDetails(
            Email: own, Preferred: Points(preferred, byEmail: true), Confidential: Points(confidential, byEmail: true));
        var phone = new AccountDetails(
            Phone: own, Preferred: Points(preferred, byEmail: false), Confidential: Points(confidential, byEmail: false));

        Assert.Equal(used, ContactAddress.Of(email, Channel.Email));
        Assert.Equal(used, ContactAddress.Of(phone, Channel.Text));
        Assert.Equal(used, ContactAddress.Of(phone, Channel.Voice));
    }

    // "other" names the channel that is not asked for.
    private static ContactPoints? Points(string? address, bool byEmail) => address is null ? null
        : byEmail == (address != "other") ? new(Email: address)
        : new(Phone: address);
}
