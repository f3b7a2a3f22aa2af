using BalanceNotifications.Hosting;
using BalanceNotifications.Keys;

if (KeyCommand.IsMeant(args))
{
    return await KeyCommand.RunAsync(args);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddApi();

var app = builder.Build();
app.MapApi();
await app.RunAsync();
return 0;
