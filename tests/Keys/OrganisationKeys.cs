using System.Text.Json.Nodes;
using BalanceNotifications.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BalanceNotifications.Keys;

/// <summary>An organisation of a test's own, whose first key was made the way the command makes it.</summary>
internal sealed record OrganisationKeys(string Organisation, IssuedSecret First)
{
    public static async Task<OrganisationKeys> MakeAsync(IServiceProvider services)
    {
        var organisation = $"org-{Guid.CreateVersion7():n}";
        var first = await services.GetRequiredService<KeyStore>().CreateAsync(
            organisation, "first", new([KeyGrant.EveryPractice], ["admin"]), KeyName.Bootstrap, CancellationToken.None);
        return new(organisation, first!);
    }

    /// <summary>Makes another one with the first.</summary>
    public Task<Answer> CreateAsync(HttpClient api, string name, string practices, string roles, string? key = null) =>
        api.AskAsync(HttpMethod.Post, "/v1/keys", key ?? First.Secret, new
        {
            name,
            practices = practices.Split(' '),
            roles = roles.Split(' '),
        });

    public static async Task<string> SecretOfAsync(Task<Answer> created)
    {
        var answer = await created;
        Assert.Equal(201, answer.Status);
        return (string)answer.Body["secret"]!;
    }

    public static IEnumerable<string> Names(Answer list) =>
        list.Body["items"]!.AsArray().Select(key => (string)((JsonObject)key!)["name"]!);
}
