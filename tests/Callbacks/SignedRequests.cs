using BalanceNotifications.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BalanceNotifications.Callbacks;

/// <summary>Calls the api as Twilio does: through a proxy, signed for the address it was told.</summary>
internal static class SignedRequests
{
    public const string PublicUrl = "https://notify.example";
    public const string Token = "token-of-default";

    /// <summary>Of an api that Twilio's account <c>default</c> may call.</summary>
    public static readonly (string Key, string Value)[] Settings =
    [
        ("Callbacks:PublicUrl", PublicUrl),
        ("Callbacks:Twilio:Accounts:default:AuthToken", Token),
    ];

    /// <param name="signedFor">Path and query that the signature is made for; null for the ones called.</param>
    /// <param name="token">Null for no signature.</param>
    public static async Task<Answer> PostSignedAsync(
        this HttpClient client, string target, IEnumerable<(string Name, string Value)> form,
        string? token = Token, string? signedFor = null)
    {
        var fields = form.ToArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (token is not null)
        {
            var signed = new FormCollection(fields.ToDictionary(field => field.Name, field => new StringValues(field.Value)));
            request.Headers.Add(
                TwilioSignature.Header, TwilioSignature.Of(token, PublicUrl + (signedFor ?? target), signed));
        }

        using var response = await client.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}
