using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace BalanceNotifications.Paging;

/// <summary>Where a list continues: the key of the last row shown, in base64url, so that nobody builds on its form.</summary>
public static class Cursor
{
    public static string Of(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>False for anything that <see cref="Of"/> did not make.</summary>
    public static bool TryRead(string cursor, [NotNullWhen(true)] out string? key)
    {
        key = null;
        if (!Base64Url.IsValid(cursor))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length == 0 || !Utf8.IsValid(bytes))
        {
            return false;
        }

        key = Encoding.UTF8.GetString(bytes);
        return !key.Contains('\0', StringComparison.Ordinal); // which PostgreSQL's text cannot hold
    }
}
