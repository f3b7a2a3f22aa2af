using BalanceNotifications;
using BalanceNotifications.Hosting;
using BalanceNotifications.Schema;

var builder = WebApplication.CreateBuilder(args);

builder.AddLogs();
builder.AddStorage();

// "silo migrate" brings the schema up to date and exits: a Kubernetes Job and the compose file run it before the silos.
if (args is ["migrate"])
{
    await using var migration = builder.Build();
    await migration.Services.GetRequiredService<SchemaMigrator>().MigrateAsync(CancellationToken.None);
    return;
}

builder.AddSilo();
builder.Services.AddBalanceNotifications();
builder.AddHealth();

var app = builder.Build();

app.MapHealth();
await app.RunAsync();
