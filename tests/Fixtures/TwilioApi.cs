using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BalanceNotifications.Fixtures;

/// <summary>
/// What Twilio's public OpenAPI description says of the operations that we use; <c>twilio-api.json</c> names source and
/// version.
/// </summary>
internal sealed record TwilioApi(
    string Source,
    string Version,
    IReadOnlyList<TwilioOperation> Operations,
    IReadOnlyDictionary<string, TwilioAnswerFields> Answers)
{
    public static TwilioApi Description { get; } = JsonSerializer.Deserialize<TwilioApi>(
        File.ReadAllText(Repository.File("tests/Fixtures/twilio-api.json")), JsonSerializerOptions.Web)!;

    public TwilioOperation Of(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>Null for a method and path that the description does not know.</summary>
    public TwilioOperation? Find(string method, string path) => Operations.FirstOrDefault(
        operation => operation.Method == method && operation.IsAt(path));

    /// <summary>What the description says against a request, in words; empty for a good one.</summary>
    public async Task<IReadOnlyList<string>> FaultsOfAsync(HttpRequest request)
    {
        if (Find(request.Method, request.Path) is not { } operation)
        {
            return [$"{request.Method} {request.Path} is unknown."];
        }

        return request.HasFormContentType
            ? [
                .. operation.Faults(await request.ReadFormAsync()),
                .. request.Query.Keys.Select(name => $"{name} belongs in the form."),
            ]
            : [.. operation.Faults(request.Query)];
    }
}

/// <param name="Path">With the names of its parameters in braces.</param>
/// <param name="PathPatterns">By the names of those parameters.</param>
/// <param name="AnyOf">Of each of these, at least one is required.</param>
internal sealed record TwilioOperation(
    string Id,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> PathPatterns,
    IReadOnlyList<string> Required,
    IReadOnlyList<IReadOnlyList<string>> AnyOf,
    IReadOnlyDictionary<string, TwilioParameter> Parameters)
{
    private readonly Regex _at = new($"^{Regex.Replace(Regex.Escape(Path), @"\\\{(\w+)}", name => PathPatterns[name.Groups[1].Value].Trim('^', '$'))}$");

    public bool IsAt(string path) => _at.IsMatch(path);

    /// <summary>In words; empty for parameters that it takes.</summary>
    public IEnumerable<string> Faults(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var given = parameters.ToDictionary();
        return given
            .Where(one => !Parameters.ContainsKey(one.Key)).Select(one => $"{one.Key} is unknown.")
            .Concat(Required.Where(name => !given.ContainsKey(name)).Select(name => $"{name} is required."))
            .Concat(AnyOf.Where(names => !names.Any(given.ContainsKey))
                .Select(names => $"One of {string.Join(", ", names)} is required."))
            .Concat(given
                .Where(one => Parameters.TryGetValue(one.Key, out var parameter) && !parameter.Takes(one.Value))
                .Select(one => $"{one.Key} does not take {one.Value}."));
    }
}

/// <summary>What a resource shows.</summary>
internal sealed record TwilioAnswerFields(IReadOnlyList<string> Status, IReadOnlyList<string> Fields);
