using BalanceNotifications.Delivery.Text;
using BalanceNotifications.Delivery.Voice;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery;

/// <summary>Text and voice channels for tests; one account, named <c>default</c>.</summary>
internal static class TwilioSetup
{
    public const string AccountSid = "AC00000000000000000000000000000000";

    public static TwilioTextChannel Channel(
        Uri address,
        TimeSpan? timeout = null,
        Uri? callbackUrl = null,
        TimeProvider? clock = null,
        int connections = 16)
    {
        var options = Of(address, timeout, callbackUrl, connections);
        return new(
            options, new TwilioAccounts(options), clock ?? TimeProvider.System, NullLogger<TwilioTextChannel>.Instance);
    }

    /// <summary>For calls; by default with a way to what they say.</summary>
    public static TwilioVoiceChannel Voice(
        Uri address, TimeSpan? timeout = null, string? callbackUrl = "https://bn.example", TimeProvider? clock = null)
    {
        var options = Of(address, timeout, callbackUrl is null ? null : new Uri(callbackUrl), connections: 16);
        return new(
            options, new TwilioAccounts(options), clock ?? TimeProvider.System, NullLogger<TwilioVoiceChannel>.Instance);
    }

    private static IOptions<TwilioOptions> Of(Uri address, TimeSpan? timeout, Uri? callbackUrl, int connections) =>
        Options.Create(new TwilioOptions
        {
            CallbackUrl = callbackUrl,
            Accounts =
            {
                ["default"] = new TwilioAccountOptions
                {
                    AccountSid = AccountSid,
                    AuthToken = "secret",
                    BaseAddress = address,
                    Connections = connections,
                    Timeout = timeout ?? TimeSpan.FromSeconds(10),
                },
            },
        });
}
