using System.Text.RegularExpressions;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Architecture;

public sealed partial class DependencyRuleTests
{
    [Theory]
    [InlineData("grain-interfaces", "")]
    [InlineData("rules", "grain-interfaces")]
    [InlineData("storage", "rules")]
    [InlineData("grains", "storage")]
    [InlineData("silo", "grains")]
    [InlineData("api", "storage")]
    [InlineData("cli", "")]
    public void A_project_references_only_the_one_below_it(string project, string below)
    {
        var file = File.ReadAllText(Directory.EnumerateFiles(Repository.File(project), "*.csproj").Single());

        Assert.Equal(below, string.Join(' ', Reference.Matches(file).Select(match => match.Groups["folder"].Value)));
    }

    [Fact]
    public void The_scripts_are_numbered_without_a_gap()
    {
        var numbers = Directory.EnumerateFiles(Repository.File("storage/Schema"), "*.sql")
            .Select(file => int.Parse(Path.GetFileName(file)[..4], null)).Order().ToArray();

        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    [GeneratedRegex(@"<ProjectReference Include=""\.\./(?<folder>[^/]+)/")]
    private static partial Regex Reference { get; }
}
