using BalanceNotifications.Delivery.Email;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Delivery;

/// <summary>E-mail channels for tests; one relay, named <c>default</c>.</summary>
internal static class EmailSetup
{
    public static RelayOptions Plain(
        int port, int connections = 16, TimeSpan? timeout = null, string userName = "", string password = "") =>
        new()
        {
            Host = "127.0.0.1",
            Port = port,
            Security = RelaySecurity.None,
            Connections = connections,
            Timeout = timeout ?? TimeSpan.FromSeconds(12),
            UserName = userName,
            Password = password,
        };

    public static EmailChannel Channel(ScriptedSmtpServer server) => Channel(Plain(server.Port));

    public static EmailChannel Channel(RelayOptions relay, TimeProvider? clock = null) =>
        Channel(new EmailOptions { Relays = { ["default"] = relay } }, clock);

    public static EmailChannel Channel(EmailOptions options, TimeProvider? clock = null) =>
        new(Options.Create(options), clock ?? TimeProvider.System, NullLogger<EmailChannel>.Instance);
}
