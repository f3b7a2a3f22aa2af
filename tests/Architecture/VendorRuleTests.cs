using System.Reflection;
using System.Text.RegularExpressions;
using BalanceNotifications.Fixtures;
using Xunit.v3;

namespace BalanceNotifications.Architecture;

/// <summary>That decision 0024 says of every rule of the vendor what is true of the tests.</summary>
public sealed partial class VendorRuleTests
{
    private const int Rules = 105;

    private static readonly IReadOnlyDictionary<string, string> Verdicts =
        Row.Matches(File.ReadAllText(Repository.File("docs/decisions/0024-the-vendors-rules.md")))
            .ToDictionary(row => row.Groups["rule"].Value, row => row.Groups["verdict"].Value);

    private static readonly IReadOnlySet<string> Tested = typeof(VendorRuleTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods().Cast<MemberInfo>().Append(type))
        .SelectMany(member => member.GetCustomAttributes().OfType<ITraitAttribute>())
        .SelectMany(attribute => attribute.GetTraits())
        .Where(trait => trait.Key == "Rule" && VendorRule.IsMatch(trait.Value))
        .Select(trait => trait.Value)
        .ToHashSet();

    [Fact]
    public void Every_rule_has_one_row() => Assert.Equal(
        Enumerable.Range(1, Rules).Select(number => $"V{number}"),
        Verdicts.Keys.OrderBy(rule => int.Parse(rule[1..], null)));

    [Fact]
    public void What_is_followed_has_a_test_that_names_it() => Assert.Empty(
        Verdicts.Where(row => row.Value == "followed").Select(row => row.Key).Except(Tested));

    [Fact]
    public void No_test_claims_a_rule_that_is_not_followed() => Assert.Empty(
        Verdicts.Where(row => row.Value == "not followed").Select(row => row.Key).Intersect(Tested));

    [GeneratedRegex(@"^\| (?<rule>V\d+) \| (?<verdict>followed|not followed|not yet) \|", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"^V\d+$")]
    private static partial Regex VendorRule { get; }
}
