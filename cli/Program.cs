using System.CommandLine;
using BalanceNotifications.Demo;

return await new RootCommand("Works with Balance Notifications over its HTTP API.") { DemoCommand.Create() }
    .Parse(args)
    .InvokeAsync();
