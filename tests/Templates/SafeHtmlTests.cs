using CsCheck;

namespace BalanceNotifications.Templates;

public sealed class SafeHtmlTests
{
    [Fact]
    public void Only_html_is_encoded()
    {
        var values = MergeValues.Sample.With("practice.name", "Lee & <b>Sons</b>");
        var template = Templates.Email with { Html = "<p>{{ practice.name }}</p>" };

        var message = TemplateRenderer.Render(template, values);

        Assert.Equal("Your balance with Lee & <b>Sons</b>", message.Subject);
        Assert.Equal("<p>Lee &amp; &lt;b&gt;Sons&lt;/b&gt;</p>", message.Html);
        Assert.Equal("Lee & <b>Sons</b>", message.Text);
    }

    [Theory]
    [InlineData("<script>alert(1)</script><p onclick=\"x()\">a</p>", "<p>a</p>")]
    [InlineData("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>")]
    [InlineData("<a href=\"mailto:office@north.example\">a</a>", "<a href=\"mailto:office@north.example\">a</a>")]
    [InlineData("<img src=\"http://cdn.example/a.png\" width=\"9\">", "<img width=\"9\">")]
    [InlineData("<img src=\"https://cdn.example/a.png\">", "<img src=\"https://cdn.example/a.png\">")]
    [InlineData("<img src=\"data:image/png;base64,AA==\">", "<img>")]
    [InlineData("<form action=\"https://evil.example\"><input name=\"pin\"></form>b", "b")]
    [InlineData("<p style=\"width: 9px; behavior: url(x.htc)\">a</p>", "<p style=\"width: 9px\">a</p>")]
    [InlineData("<iframe src=\"https://evil.example\"></iframe>c", "c")]
    public void What_runs_loads_or_collects_is_taken_out(string html, string expected) =>
        Assert.Equal(expected, TemplateRenderer.Render(Templates.Email with { Html = html }, MergeValues.None).Html);

    [Fact]
    public void A_value_cannot_leave_the_attribute_it_stands_in()
    {
        var values = MergeValues.Sample.With("quickPay.url", "javascript:alert(1)\" onmouseover=\"x()");

        var message = TemplateRenderer.Render(Templates.Email, values);

        Assert.EndsWith("<a href=\"\">here</a>.</p>", message.Html);
    }

    [Theory]
    [InlineData("<a href=\"{{ quickPay.url }}?a=1\">x</a>", "<a href=\"https://pay.example/q/sample?a=1\">x</a>")]
    [InlineData("<a href=\"tel:{{ card.last4 }}\">x</a>", "<a href=\"tel:4242\">x</a>")]
    [InlineData("<a href=\"java{{ card.last4 }}\">x</a>", "<a>x</a>")]
    [InlineData("<p style=\"color: {{ card.last4 }}\" title=\"{{ card.last4 }}\">x</p>", "<p title=\"4242\">x</p>")]
    [InlineData("<{{ card.last4 }}b>x", "&lt;4242b&gt;x")]
    [InlineData("<p>{{ '<b>' }}\ue0000\ue002</p>", "<p>&lt;b&gt;0</p>")]
    public void A_value_may_stand_only_where_it_can_do_nothing(string html, string expected) =>
        Assert.Equal(expected, TemplateRenderer.Render(Templates.Email with { Html = html }, MergeValues.Sample).Html);

    [Fact]
    public void Merged_text_never_becomes_markup() =>
        Gen.String.Sample(name =>
        {
            var values = MergeValues.Sample.With("guarantor.firstName", "<i>" + name);
            return !TemplateRenderer.Render(Templates.Email, values).Html!.Contains("<i>", StringComparison.Ordinal);
        });
}
