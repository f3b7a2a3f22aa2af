using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BalanceNotifications.Security;

/// <summary>Writes into the contract what each route says about access: who may call it, in words and for programs.</summary>
internal sealed class StatedSecurity : IOpenApiOperationTransformer
{
    /// <summary>The roles of which one is enough.</summary>
    public const string RolesExtension = "x-roles";

    /// <summary>Whose things it is about, as <see cref="RouteScope"/> spells it.</summary>
    public const string ScopeExtension = "x-scope";

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<OpenAccess>().LastOrDefault() is { } open)
        {
            // An empty requirement: nothing is asked for. Left out, it could be taken for forgotten.
            operation.Security = [new OpenApiSecurityRequirement()];
            Describe(operation, $"Open: {open.Reason}");
            return Task.CompletedTask;
        }

        var policies = metadata.OfType<IAuthorizeData>().Select(data => data.Policy!).ToArray();
        var roles = Roles.All.Where(role => policies.All(policy => Policies.Roles[policy].Contains(role))).ToArray();
        operation.Security =
        [
            new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(ApiKeyAuthentication.Scheme, context.Document)] = [],
            },
        ];
        operation.AddExtension(RolesExtension, new JsonNodeExtension(new JsonArray([.. roles.Select(role => JsonValue.Create(role))])));
        var scope = metadata.OfType<StatedScope>().Single().Scope;
        operation.AddExtension(ScopeExtension, new JsonNodeExtension(Spelled(scope)));
        Describe(operation, $"Roles: {string.Join(", ", roles)}.{Besides(policies)}");
        return Task.CompletedTask;
    }

    private static string Besides(string[] policies) =>
        policies.Contains(Policies.Operate) ? " Keys for every practice that bear the operator's mark."
        : policies.Contains(Policies.Govern) ? " Keys for every practice."
        : "";

    private static JsonValue Spelled(RouteScope scope) =>
        JsonValue.Create(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{scope}"));

    private static void Describe(OpenApiOperation operation, string access) =>
        operation.Description = string.IsNullOrEmpty(operation.Description) ? access : $"{operation.Description}\n\n{access}";
}
