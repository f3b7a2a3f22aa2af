using BalanceNotifications;
using BalanceNotifications.Hosting;

var builder = WebApplication.CreateBuilder(args);

builder.AddLogs();

if (args.Length > 0)
{
    return await SiloCommands.RunAsync(builder, args);
}

builder.AddStorage(SiloSetup.CommandTimeout);
builder.AddSilo();
builder.Services.AddBalanceNotifications();
builder.AddHealth();

var app = builder.Build();

app.MapHealth();
await app.RunAsync();
return 0;
