using System.CommandLine;
using BalanceNotifications.Audit;
using BalanceNotifications.Demo;
using BalanceNotifications.Simulation;

return await new RootCommand("Works with Balance Notifications over its HTTP API.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
        AuditCommand.Create(),
    }
    .Parse(args)
    .InvokeAsync();
