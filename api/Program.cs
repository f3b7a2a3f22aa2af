using BalanceNotifications.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddApi();

var app = builder.Build();
app.MapApi();
await app.RunAsync();
