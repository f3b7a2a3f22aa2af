using System.Security.Cryptography;
using System.Text;

namespace BalanceNotifications.Accounts;

/// <summary>
/// Tells a repeat from a reused id. It is made of what was understood, not of the bytes: white space, the order of
/// members, <c>120</c> for <c>120.00</c> and the way it came (alone or in a batch) make no difference.
/// </summary>
internal static class BodyHash
{
    public static string Of(PostStatement statement) =>
        Of<PostStatement>(statement with
        {
            BodyHash = "",
            Actor = "",
            Batch = null,
            Account = null,
            Balance = statement.Balance with { ReceivedAt = null, Inferred = null },
        });

    public static string Of(PostPosting posting) =>
        Of<PostPosting>(posting with { BodyHash = "", Actor = "", ReceivedAt = null });

    // Without the revision: a template saved in between does not make a repeat another request.
    public static string Of(SendOnDemand request) =>
        Of<SendOnDemand>(request with { BodyHash = "", Actor = "", TemplateRevision = null, Batch = null });

    // In lower case hex.
    private static string Of<T>(T canonical) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Database.ToJson(canonical))));
}
