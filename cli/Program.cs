using System.CommandLine;
using BalanceNotifications.Audit;
using BalanceNotifications.Demo;
using BalanceNotifications.Keys;
using BalanceNotifications.Simulation;

return await new RootCommand("Works with Balance Notifications over its HTTP API.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
        KeysCommand.Create(),
        AuditCommand.Create(),
    }
    .Parse(args)
    .InvokeAsync();
