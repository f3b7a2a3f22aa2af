using System.Text.Json.Serialization;
using BalanceNotifications.Errors;

namespace BalanceNotifications.Keys;

/// <summary>A key to make.</summary>
/// <param name="Name">Stands in the audit trail; no other key of the organisation has it, or had.</param>
/// <param name="Practices">Slugs, or <c>*</c> for all of the organisation, present and future.</param>
/// <param name="Roles">Some of <c>admin</c>, <c>biller</c>, <c>viewer</c>, <c>integration</c>.</param>
internal sealed record CreateKeyRequest(string? Name, IReadOnlyList<string?>? Practices, IReadOnlyList<string?>? Roles)
{
    public (string Name, KeyGrant Grant) Read(FieldChecks checks)
    {
        var name = checks.Required(Name, "name");
        if (!KeyName.IsWellFormed(name))
        {
            checks.Add([new("name", KeyName.Rule)]);
        }

        var grant = new KeyGrant(Set(checks.Required(Practices, "practices", [])), Set(checks.Required(Roles, "roles", [])));
        checks.Add(KeyGrant.Validate(grant));
        return (name, grant);
    }

    private static string[] Set(IReadOnlyList<string?> values) =>
        [.. values.Select(value => value ?? "").Distinct(StringComparer.Ordinal)];
}

/// <summary>The optional body of a rotation.</summary>
/// <param name="OverlapHours">How long the older secret stays good, 0 to 720; 24 when left out.</param>
internal sealed record RotateKeyRequest(int? OverlapHours)
{
    private const int DefaultHours = 24;
    private const int MostHours = 30 * 24;

    public static TimeSpan ReadOverlap(RotateKeyRequest? request, FieldChecks checks)
    {
        var hours = request?.OverlapHours ?? DefaultHours;
        if (hours is < 0 or > MostHours)
        {
            checks.Add("overlapHours", $"Lies between 0 and {MostHours}.");
        }

        return TimeSpan.FromHours(hours);
    }
}

/// <summary>A key.</summary>
/// <param name="PreviousUntil">Until when the secret before the newest is good; null when there is none.</param>
/// <param name="LastUsedAt">To the minute; null until the first use.</param>
/// <param name="RevokedAt">Null while it is good.</param>
internal sealed record KeyResponse(
    Guid Id, string Name, IReadOnlyList<string> Practices, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt,
    string CreatedBy, DateTimeOffset? RotatedAt, DateTimeOffset? PreviousUntil, DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt, string? RevokedBy)
{
    /// <summary>In the answers that make one, and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static KeyResponse From(StoredKey key) => new(
        key.Id, key.Name, key.Grant.Practices, key.Grant.Roles, key.CreatedAt, key.CreatedBy, key.RotatedAt,
        key.PreviousUntil, key.LastUsedAt, key.RevokedAt, key.RevokedBy);
}
