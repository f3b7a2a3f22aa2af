using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace BalanceNotifications.Security;

internal static class Access
{
    public static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsWithValidateOnStart<AccessOptions, AccessOptionsValidator>()
            .BindConfiguration(AccessOptions.Section);
        services.AddSingleton<AccessKeys>();
        services.AddSingleton<IssuedKeys>();
        services.AddSingleton<Guesses>();
        services.AddSingleton<PracticeDirectory>();
        services.AddSingleton<StatedAccess>();
        services.AddHostedService(provider => provider.GetRequiredService<StatedAccess>());

        // The core alone: AddAuthentication also keeps data protection keys on disk, which nothing here needs.
        services.AddWebEncoders();
        services.AddAuthenticationCore(options => options.DefaultScheme = ApiKeyAuthentication.Scheme);
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null)
            .AddOidcTokens(configuration.GetSection(AccessOptions.Section));

        var authorization = services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Nothing)
            .SetFallbackPolicy(Nothing);
        foreach (var (policy, roles) in Policies.Roles)
        {
            authorization.AddPolicy(policy, builder => builder.RequireRole(roles));
        }

        authorization.AddPolicy(Policies.Govern, builder => builder
            .RequireRole(Policies.Roles[Policies.Govern])
            .RequireAssertion(context => Is(context, caller => caller.HoldsOrganisation)));
        authorization.AddPolicy(Policies.Operate, builder => builder
            .RequireRole(Policies.Roles[Policies.Operate])
            .RequireAssertion(context => Is(context, caller => caller.RunsInstallation)));
    }

    public static void UseAccess(this WebApplication app)
    {
        var guesses = app.Services.GetRequiredService<Guesses>();
        app.Use(guesses.RefuseAsync);
        app.UseAuthentication();
        app.Use(guesses.CountAsync);
        // Before what may be refused: a refusal costs a look into the database as well.
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<PracticeAccess>();
        app.Services.GetRequiredService<StatedAccess>().Watch(app);
    }

    // A route that names no policy does not come up; should one slip in all the same, nobody may call it. Where there is
    // no route, or none for this method or content, whoever has signed in may learn that.
    private static AuthorizationPolicy Nothing { get; } = new AuthorizationPolicyBuilder()
        .RequireAuthenticatedUser()
        .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
        .Build();

    // Asked also about requests that nobody has signed.
    private static bool Is(AuthorizationHandlerContext context, Func<Caller, bool> rule) =>
        context.User.Identity is { IsAuthenticated: true } && rule(Caller.Of(context.User));
}
