using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace BalanceNotifications.Hosting;

public sealed class ClusterClientTests
{
    [Theory]
    [InlineData(TimeProviderNames.Grains)]
    [InlineData(TimeProviderNames.Messaging)]
    [InlineData(TimeProviderNames.Membership)]
    [InlineData(TimeProviderNames.SystemTimers)]
    [InlineData("Orleans.Anything")]
    public async Task A_moved_clock_moves_the_product_and_not_how_orleans_talks(string orleansClock)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=database.example";
        builder.Configuration["Clock:Offset"] = "03:00:00";

        builder.AddApi();

        await using var app = builder.Build();
        Assert.NotSame(TimeProvider.System, app.Services.GetRequiredService<TimeProvider>());
        Assert.Same(TimeProvider.System, app.Services.GetRequiredKeyedService<TimeProvider>(orleansClock));
    }
}
