using System.CommandLine;
using BalanceNotifications.Demo;
using BalanceNotifications.Simulation;

return await new RootCommand("Works with Balance Notifications over its HTTP API.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
    }
    .Parse(args)
    .InvokeAsync();
