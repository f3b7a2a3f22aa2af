using System.Text;
using System.Text.Json.Nodes;

namespace BalanceNotifications.Events;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void A_secret_is_whsec_and_32_bytes_and_differs_by_endpoint_version_and_key()
    {
        var (key, id) = (new byte[32], Guid.CreateVersion7());

        var secret = WebhookSecret.Of(key, id, 1);

        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", WebhookSecret.Text(secret));
        Assert.Equal(secret, WebhookSecret.Of(key, id, 1));
        byte[][] others =
        [
            WebhookSecret.Of(key, id, 2), WebhookSecret.Of(key, Guid.CreateVersion7(), 1),
            WebhookSecret.Of([.. Enumerable.Repeat((byte)1, 32)], id, 1),
        ];
        Assert.All(others, other => Assert.NotEqual(secret, other));
    }

    [Fact]
    public void The_example_of_the_documentation_is_right()
    {
        var text = File.ReadAllText(Fixtures.Repository.File("docs/events.md"));
        string Between(string before, string after) =>
            text[(text.IndexOf(before, StringComparison.Ordinal) + before.Length)..] is var rest
                ? rest[..rest.IndexOf(after, StringComparison.Ordinal)]
                : "";
        var body = Between("```json\n", "\n```");
        var secret = Convert.FromBase64String(Between("whsec_", "\n"));
        var id = Guid.Parse(Between("webhook-id: ", "\n"));

        var signature = WebhookSignature.Of(
            [secret], id, long.Parse(Between("webhook-timestamp: ", "\n"), null), Encoding.UTF8.GetBytes(body));

        Assert.Equal(signature, Between("webhook-signature: ", "\n"));
        Assert.Equal($"{id}", (string)JsonNode.Parse(body)!["id"]!);
    }
}
