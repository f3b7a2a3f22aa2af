using BalanceNotifications;
using BalanceNotifications.Hosting;
using BalanceNotifications.Schema;

var builder = WebApplication.CreateBuilder(args);

builder.AddLogs();

// "silo migrate" brings the schema up to date and exits: a Kubernetes Job and the compose file run it before the silos.
if (args is ["migrate"])
{
    builder.AddStorage(commandTimeout: TimeSpan.Zero);
    await using var migration = builder.Build();
    await migration.Services.GetRequiredService<SchemaMigrator>().MigrateAsync(CancellationToken.None);
    return;
}

builder.AddStorage(SiloSetup.CommandTimeout);
builder.AddSilo();
builder.Services.AddBalanceNotifications();
builder.AddHealth();

var app = builder.Build();

app.MapHealth();
await app.RunAsync();
