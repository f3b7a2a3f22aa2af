namespace BalanceNotifications.Links;

/// <summary>Whether a link is opened by a person, or by a program that looks at it first.</summary>
internal static class Visitor
{
    private static readonly IReadOnlyList<string> Markers = Load();

    /// <summary>
    /// Asks for nothing to read (HEAD), fetches ahead (Fetch, Sec-Purpose), says no name, or one of
    /// <c>previewers.csv</c>.
    /// </summary>
    public static bool IsProgram(HttpRequest request) =>
        HttpMethods.IsHead(request.Method)
        || IsAhead(request.Headers["Sec-Purpose"].ToString())
        || IsAhead(request.Headers["Purpose"].ToString())
        || IsNamed(request.Headers.UserAgent.ToString());

    private static bool IsAhead(string purpose) =>
        purpose.Contains("prefetch", StringComparison.OrdinalIgnoreCase)
        || purpose.Contains("preview", StringComparison.OrdinalIgnoreCase);

    private static bool IsNamed(string agent) => string.IsNullOrWhiteSpace(agent)
        || Markers.Any(marker => agent.Contains(marker, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<string> Load()
    {
        using var resource = typeof(Visitor).Assembly.GetManifestResourceStream("previewers.csv")!;
        using var reader = new StreamReader(resource);
        return
        [
            .. reader.ReadToEnd().Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]),
        ];
    }
}
