using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace BalanceNotifications.Fixtures;

/// <summary>What a parameter takes.</summary>
/// <param name="Format">Null for any.</param>
/// <param name="Many">It may be given more than once.</param>
internal sealed record TwilioParameter(
    string Type,
    string? Format,
    string? Pattern,
    IReadOnlyList<string>? Enum,
    long? Minimum,
    long? Maximum,
    int? MaxLength,
    bool Many)
{
    public bool Takes(StringValues values) => (Many || values.Count == 1) && values.All(value => Takes(value!));

    private bool Takes(string value) => IsOfType(value)
        && IsOfFormat(value)
        && (Pattern is null || Regex.IsMatch(value, Pattern))
        && Enum?.Contains(value) is not false
        && !(value.Length > MaxLength);

    private bool IsOfType(string value) => Type switch
    {
        "string" => true,
        "boolean" => value is "true" or "false",
        "number" => decimal.TryParse(value, CultureInfo.InvariantCulture, out _),
        "integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && !(number < Minimum) && !(number > Maximum),
        _ => throw new NotSupportedException($"Type {Type}"),
    };

    private bool IsOfFormat(string value) => Format switch
    {
        null => true,
        "uri" => Uri.TryCreate(value, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            && !uri.Host.Contains('_', StringComparison.Ordinal),
        // In full, a short code, or a name.
        "phone-number" => Regex.IsMatch(value, @"^([a-z]+:)?\+[1-9][0-9]{1,14}$|^[0-9]{3,8}$|^[A-Za-z0-9 ]{1,11}$"),
        "endpoint" => Regex.IsMatch(value, @"^\+[1-9][0-9]{1,14}$|^(sip|client):.+$"),
        "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        _ => throw new NotSupportedException($"Format {Format}"),
    };
}
