using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace BalanceNotifications.Links;

/// <summary>Section <c>Links</c>: the addresses that ride in messages.</summary>
internal sealed class LinkOptions : IValidatableObject
{
    public const string Section = "Links";

    /// <summary>Where guarantors reach the api, for example <c>https://pay.example</c>; no slash at the end.</summary>
    [Required(ErrorMessage = $"{Section}:PublicUrl is required."), Url]
    public string PublicUrl { get; init; } = "";

    /// <summary>The secret that tokens are made with: base64 of at least 32 bytes.</summary>
    [Required(ErrorMessage = $"{Section}:Key is required.")]
    public string Key { get; init; } = "";

    /// <summary>Version of the key, 0 to 255; raise it with a new key.</summary>
    [Range(0, 255)]
    public int KeyVersion { get; init; } = 1;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var buffer = new byte[Key.Length];
        if (!Convert.TryFromBase64String(Key, buffer, out var length) || length < 32)
        {
            yield return new($"{Section}:{nameof(Key)} is base64 of at least 32 bytes.", [nameof(Key)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class LinkOptionsValidator : IValidateOptions<LinkOptions>;
