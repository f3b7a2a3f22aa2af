using System.Text.RegularExpressions;
using BalanceNotifications.Fixtures;

namespace BalanceNotifications.Deployment;

/// <summary>No container engine runs where the tests do; what a build would trip over first is checked as text.</summary>
public sealed partial class ImageTests
{
    public static TheoryData<string> Projects => ["silo", "api"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Everything_an_image_copies_exists(string project) =>
        Assert.All(Copied(project), source => Assert.True(Path.Exists(Repository.File(source)), source));

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_image_copies_every_project_it_builds(string project) =>
        Assert.Subset(Copied(project).ToHashSet(), Needed(project).ToHashSet());

    [Fact]
    public void Compose_builds_from_Dockerfiles_that_exist()
    {
        var dockerfiles = DockerfileOf.Matches(Read("docker-compose.yml")).Select(match => match.Groups["path"].Value);

        Assert.Equal(["silo/Dockerfile", "api/Dockerfile"], dockerfiles.Distinct());
        Assert.All(dockerfiles, path => Assert.True(File.Exists(Repository.File(path)), path));
    }

    [Fact]
    public void Every_image_of_somebody_else_names_its_version() =>
        Assert.All(
            ImageOf.Matches(Read("docker-compose.yml")).Select(match => match.Groups["image"].Value),
            image => Assert.True(image.StartsWith("balance-notifications/", StringComparison.Ordinal) || image.Contains(':', StringComparison.Ordinal), image));

    private static string Read(string file) => File.ReadAllText(Repository.File(file));

    private static IEnumerable<string> Copied(string project) =>
        Copy.Matches(Read($"{project}/Dockerfile")).SelectMany(match => match.Groups["sources"].Value.Split(' '));

    private static IEnumerable<string> Needed(string project)
    {
        var file = Directory.EnumerateFiles(Repository.File(project), "*.csproj").Single();
        return Reference.Matches(File.ReadAllText(file))
            .SelectMany(match => Needed(match.Groups["folder"].Value))
            .Append(project);
    }

    [GeneratedRegex(@"^COPY (?!--from)(?<sources>.+) \S+$", RegexOptions.Multiline)]
    private static partial Regex Copy { get; }

    [GeneratedRegex(@"<ProjectReference Include=""\.\./(?<folder>[^/]+)/")]
    private static partial Regex Reference { get; }

    [GeneratedRegex(@"dockerfile: (?<path>[\w/]+)")]
    private static partial Regex DockerfileOf { get; }

    [GeneratedRegex(@"^ *image: (?<image>\S+)$", RegexOptions.Multiline)]
    private static partial Regex ImageOf { get; }
}
