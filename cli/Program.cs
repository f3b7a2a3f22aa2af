using System.CommandLine;
using BalanceNotifications.Demo;
using BalanceNotifications.Keys;
using BalanceNotifications.Simulation;

return await new RootCommand("Works with Balance Notifications over its HTTP API.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
        KeysCommand.Create(),
    }
    .Parse(args)
    .InvokeAsync();
