using System.Reflection;
using System.Text.RegularExpressions;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Security;

/// <summary>That docs/security.md names tests that there are, and no threat without one.</summary>
public sealed partial class ThreatModelTests
{
    private static readonly string[] Kinds = ["S", "T", "R", "I", "D", "E"];

    private static readonly Match[] Threats =
        [.. Row.Matches(File.ReadAllText(Repository.File("docs/security.md"))).Cast<Match>()];

    private static readonly HashSet<string> Tests = typeof(ThreatModelTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods().Where(IsTest).SelectMany(test => (string[])[type.Name, $"{type.Name}.{test.Name}"]))
        .ToHashSet();

    [Fact]
    public void Every_kind_of_threat_has_been_thought_of() =>
        Assert.Equal(Kinds, Threats.Select(threat => threat.Groups["kind"].Value).Distinct());

    [Fact]
    public void Every_threat_names_a_test_and_every_test_is_there() => Assert.All(Threats, threat =>
    {
        var named = Name.Matches(threat.Groups["tests"].Value).Select(name => name.Groups[1].Value).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, Tests));
    });

    private static bool IsTest(MethodInfo method) =>
        method.GetCustomAttributes().Any(attribute => attribute is FactAttribute);

    [GeneratedRegex(@"^\| (?<kind>[STRIDE]) \| .+ \| (?<tests>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name { get; }
}
