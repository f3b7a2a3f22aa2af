using Microsoft.AspNetCore.Http;

namespace BalanceNotifications.Callbacks;

public sealed class TwilioSignatureTests
{
    private const string Target = "/myapp.php?foo=1&bar=2";

    // Of the tests of Twilio's own libraries, made with the token 12345.
    private const string Published = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    private static readonly Uri MyCompany = new("https://mycompany.com");

    private static FormCollection Call => new(new()
    {
        ["To"] = "+18005551212",
        ["From"] = "+14158675309",
        ["Digits"] = "1234",
        ["CallSid"] = "CA1234567890ABCDE",
        ["Caller"] = "+14158675309",
    });

    [Fact]
    public void The_example_that_Twilio_publishes_is_good() =>
        Assert.True(TwilioSignature.IsGood(Published, MyCompany, Target, Call, ["12345"]));

    [Theory]
    [InlineData("https://mycompany.com", "https://mycompany.com:443")]
    [InlineData("https://mycompany.com:443", "https://mycompany.com")]
    [InlineData("https://mycompany.com:8443", "https://mycompany.com:8443")]
    [InlineData("https://mycompany.com:8443", "https://mycompany.com")]
    [InlineData("http://mycompany.com", "http://mycompany.com:80")]
    [InlineData("https://mycompany.com/notify/", "https://mycompany.com/notify")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    public void The_port_may_be_signed_or_left_out(string publicUrl, string told) =>
        Assert.True(TwilioSignature.IsGood(
            TwilioSignature.Of("12345", told + Target, Call), new(publicUrl), Target, Call, ["12345"]));

    [Theory]
    [InlineData("http://mycompany.com")]
    [InlineData("https://mycompany.com/notify")]
    [InlineData("https://other.example")]
    public void Another_address_is_not_good(string publicUrl) =>
        Assert.False(TwilioSignature.IsGood(Published, new(publicUrl), Target, Call, ["12345"]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8")]
    [InlineData("not base64, but 28 long.....")]
    public void Another_signature_is_not_good(string? signature) =>
        Assert.False(TwilioSignature.IsGood(signature, MyCompany, Target, Call, ["12345"]));

    [Fact]
    public void A_field_that_was_changed_or_added_is_not_good()
    {
        var changed = new FormCollection(Call.ToDictionary(field => field.Key, field => field.Value) is var fields
            && fields.Remove("Digits") ? fields : null);

        Assert.False(TwilioSignature.IsGood(Published, MyCompany, Target, changed, ["12345"]));
        Assert.False(TwilioSignature.IsGood(Published, MyCompany, "/myapp.php?foo=1&bar=3", Call, ["12345"]));
    }

    [Fact]
    public void Either_of_two_tokens_is_good_and_no_other()
    {
        Assert.True(TwilioSignature.IsGood(Published, MyCompany, Target, Call, ["new", "12345"]));
        Assert.False(TwilioSignature.IsGood(Published, MyCompany, Target, Call, ["new", "older"]));
        Assert.False(TwilioSignature.IsGood(Published, MyCompany, Target, Call, []));
    }
}
