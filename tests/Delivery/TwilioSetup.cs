using BalanceNotifications.Delivery.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery;

/// <summary>Text channels for tests; one account, named <c>default</c>.</summary>
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
        var options = new TwilioOptions
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
        };
        return new(Options.Create(options), clock ?? TimeProvider.System, NullLogger<TwilioTextChannel>.Instance);
    }
}
