using System.Text.RegularExpressions;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Architecture;

public sealed partial class DependencyRuleTests
{
    [Theory]
    [InlineData("grain-interfaces", "")]
    [InlineData("rules", "grain-interfaces")]
    [InlineData("batching", "")]
    [InlineData("storage", "batching rules")]
    [InlineData("grains", "storage")]
    [InlineData("paced-engine", "batching")]
    [InlineData("silo", "grains paced-engine")]
    [InlineData("api", "storage")]
    [InlineData("cli", "")]
    [InlineData("bench", "api silo")]
    public void A_project_references_only_the_one_below_it(string project, string below)
    {
        var file = File.ReadAllText(Directory.EnumerateFiles(Repository.File(project), "*.csproj").Single());

        Assert.Equal(below, string.Join(' ', Reference.Matches(file).Select(match => match.Groups["folder"].Value)));
    }

    [Fact]
    public void Each_script_has_a_number_of_its_own()
    {
        var numbers = Directory.EnumerateFiles(Repository.File("storage/Schema"), "*.sql")
            .Select(file => int.Parse(Path.GetFileName(file)[..4], null)).Order().ToArray();

        // Without a gap in the end; branches that land side by side may leave one for a day.
        Assert.Equal(numbers.Distinct(), numbers);
    }

    [GeneratedRegex(@"<ProjectReference Include=""\.\./(?<folder>[^/]+)/")]
    private static partial Regex Reference { get; }
}
