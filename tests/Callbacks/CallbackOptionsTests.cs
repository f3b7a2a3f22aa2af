namespace BalanceNotifications.Callbacks;

public sealed class CallbackOptionsTests
{
    [Theory]
    [InlineData("https://notify.example", "token")]
    [InlineData("https://notify.example:8443/behind/", "token")]
    [InlineData("http://notify.example", null)]
    [InlineData(null, null)]
    public void What_is_complete_is_accepted(string? url, string? token) => Assert.Empty(Failures(url, token));

    [Theory]
    [InlineData(null, "token", "Callbacks:PublicUrl")]
    [InlineData("notify.example", "token", "Callbacks:PublicUrl")]
    [InlineData("ftp://notify.example", "token", "Callbacks:PublicUrl")]
    [InlineData("https://notify.example/?a=b", "token", "Callbacks:PublicUrl")]
    [InlineData("https://notify.example", "", "Callbacks:Twilio:Accounts:default:AuthToken")]
    public void What_is_wrong_keeps_the_api_from_starting(string? url, string? token, string setting) =>
        Assert.StartsWith(setting, Assert.Single(Failures(url, token)), StringComparison.Ordinal);

    private static IEnumerable<string> Failures(string? url, string? token)
    {
        var options = new CallbackOptions { PublicUrl = url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute) };
        if (token is not null)
        {
            options.Twilio.Accounts["default"] = new() { AuthToken = token };
        }

        return new CallbackOptionsValidator().Validate(null, options).Failures ?? [];
    }
}
