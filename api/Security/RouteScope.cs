namespace BalanceNotifications.Security;

/// <summary>Whose things a route is about: the second half of what it says about access.</summary>
internal enum RouteScope
{
    /// <summary>The <c>{practice}</c> of its path, which <see cref="PracticeAccess"/> looks up and checks.</summary>
    Practice,

    /// <summary>The same, and there may be none of that name yet: the caller may make it.</summary>
    PracticeOrNew,

    /// <summary>The caller's organisation, and in it the practices that the caller may enter: the handler takes a <see cref="Caller"/>.</summary>
    Organisation,

    /// <summary>The installation: all organisations on it.</summary>
    Installation,
}

/// <summary>How a route carries its scope.</summary>
internal sealed record StatedScope(RouteScope Scope);

/// <summary>Says that anybody may call a route.</summary>
/// <param name="Reason">Why that is right, in a sentence.</param>
internal sealed record OpenAccess(string Reason);

internal static class RouteScopes
{
    /// <param name="mayBeNew">The route makes the practice where there is none.</param>
    public static TBuilder RequirePractice<TBuilder>(this TBuilder routes, bool mayBeNew = false)
        where TBuilder : IEndpointConventionBuilder =>
        routes.WithScope(mayBeNew ? RouteScope.PracticeOrNew : RouteScope.Practice)
            .ProducesProblem(StatusCodes.Status404NotFound);

    public static TBuilder ScopedToOrganisation<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithScope(RouteScope.Organisation);

    public static TBuilder ScopedToInstallation<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithScope(RouteScope.Installation);

    public static TBuilder OpenToAll<TBuilder>(this TBuilder routes, string reason)
        where TBuilder : IEndpointConventionBuilder => routes.AllowAnonymous().WithMetadata(new OpenAccess(reason));

    private static TBuilder WithScope<TBuilder>(this TBuilder routes, RouteScope scope)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new StatedScope(scope));
}
